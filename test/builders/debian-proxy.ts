/** Debian's own proxies on loopback, each with a configuration and a folder of its own. They end by their process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const proxyAccount = { user: 'svc-proxy', password: 'Pr0xy2026' };
/** A host that both refuse by their rules. */
export const forbiddenHost = 'forbidden.test';

interface Program {
  readonly path: string;
  readonly args: (configuration: string) => readonly string[];
  /** Text of the configuration, and further files beside it. */
  readonly files: (place: Place) => Readonly<Record<string, string>>;
}

interface Place {
  readonly folder: string;
  readonly port: number;
}

const { user, password } = proxyAccount;

const programs = {
  squid: {
    path: '/usr/sbin/squid',
    args: (configuration) => ['-N', '-n', `connector${process.pid}`, '-f', configuration],
    files: ({ folder, port }) => ({
      // One of the forms that squid's helper takes: MD5 without salt.
      users: `${user}:${createHash('md5').update(password).digest('hex')}\n`,
      configuration: lines(
        `http_port 127.0.0.1:${port}`,
        `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${join(folder, 'users')}`,
        'auth_param basic realm Contoso, Amsterdam',
        'auth_param basic children 2',
        'acl people proxy_auth REQUIRED',
        `acl forbidden dstdomain ${forbiddenHost}`,
        'http_access deny forbidden',
        'http_access allow people',
        'http_access deny all',
        'cache deny all',
        'access_log none',
        `cache_log ${join(folder, 'cache.log')}`,
        'pid_filename none',
        'coredump_dir none',
        'pinger_enable off',
        // It shall ask nobody beyond this computer.
        'dns_nameservers 127.0.0.1',
        'visible_hostname proxy.contoso.test',
        'shutdown_lifetime 0 seconds',
      ),
    }),
  },
  tinyproxy: {
    path: '/usr/bin/tinyproxy',
    args: (configuration) => ['-d', '-c', configuration],
    files: ({ folder, port }) => ({
      filter: `^${forbiddenHost.replace('.', '\\.')}$\n`,
      configuration: lines(
        `Port ${port}`,
        'Listen 127.0.0.1',
        'Timeout 30',
        'MaxClients 20',
        `LogFile "${join(folder, 'proxy.log')}"`,
        'LogLevel Error',
        `BasicAuth ${user} ${password}`,
        `Filter "${join(folder, 'filter')}"`,
        'FilterExtended On',
      ),
    }),
  },
} as const satisfies Record<string, Program>;

export type DebianProxyName = keyof typeof programs;

/** Why it cannot be shown on this machine, or null. */
export function whyNoProxy(name: DebianProxyName): string | null {
  const { path } = programs[name];
  return existsSync(path) ? null : `${path} is not on this machine and could not be installed`;
}

export interface DebianProxy {
  readonly server: string;
  readonly port: number;
  stop(): Promise<void>;
}

const startMilliseconds = 20_000;

export async function startDebianProxy(name: DebianProxyName, port: number): Promise<DebianProxy> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  // Started as root, they go on as another user.
  await chmod(folder, 0o777);
  const { path, args, files } = programs[name];
  for (const [file, text] of Object.entries(files({ folder, port }))) await writeFile(join(folder, file), text, { mode: 0o644 });
  const child = spawn(path, args(join(folder, 'configuration')), { cwd: folder, stdio: 'ignore' });
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(child, port);
    return { server: '127.0.0.1', port, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const limit = AbortSignal.timeout(startMilliseconds);
  while (!(await answers(port))) {
    if (child.exitCode !== null || limit.aborted) throw new Error(`the proxy does not listen; it ended with ${child.exitCode}`);
    await wait(50);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(patience);
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
