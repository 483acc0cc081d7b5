/** Where the tests run: in a network of their own with nothing in it but loopback (build/closed-network.ts). */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { closedNetwork, networkVariable } from '../../build/closed-network.ts';

const isClosed = process.env[networkVariable] === 'closed';
const whyNot = 'this system gives the tests no network of their own (unshare --net), so that they run in the machine’s';
/** For documentation, RFC 5737: nobody's. */
const outside = '192.0.2.1';
const ask = `require('node:net').connect(443, '${outside}').once('error', (e) => console.log(e.code)).once('connect', () => console.log('connected'))`;

function outcomeOf(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5_000 });
    const end = (outcome: string): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (problem: NodeJS.ErrnoException) => end(problem.code ?? ''));
  });
}

describe('no request of any test leaves loopback', () => {
  it('because the network of this run has no other interface and no route', ({ skip }) => {
    skip(!isClosed, whyNot);

    expect(Object.keys(networkInterfaces())).toEqual(['lo']);
    expect(readFileSync('/proc/net/route', 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('neither from the test’s own process nor from one that it starts', async ({ skip }) => {
    skip(!isClosed, whyNot);

    expect(await outcomeOf(outside, 443)).toBe('ENETUNREACH');
    expect(spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8', timeout: 20_000 }).stdout.trim()).toBe('ENETUNREACH');
  });

  it('and a process that is put into such a network cannot get out of it by asking for another', ({ skip }) => {
    const prefix = closedNetwork();
    skip(prefix.length === 0, whyNot);
    const [program = '', ...args] = prefix;

    const inside = spawnSync(program, [...args, process.execPath, '-e', ask], { encoding: 'utf8', timeout: 20_000 });

    expect(inside.stdout.trim()).toBe('ENETUNREACH');
  });
});
