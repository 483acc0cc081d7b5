import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, powershells, processesOf, type Stage, setStage, untilHit } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(600_000);

// Opening a session starts two .NET processes: seconds on an idle machine, much more on a busy one.
describe.each(powershells())('opening and closing Exchange on $name', { timeout: 180_000 }, ({ path }) => {
  let stage: Stage;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-session-'));
    stage = await setStage(20);
  });

  afterAll(async () => {
    await stage.simulator.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a wrong password', 'exchange.access-denied', { password: 'wrong' }, {}],
    ['a hostile user name', 'exchange.access-denied', { user: '"; $(calc) \u2019' }, {}],
    ['an unknown server', 'exchange.server-unknown', {}, { server: 'nowhere.contoso.test' }],
    [
      'an organization that does not answer',
      'exchange.unreachable',
      {},
      { environment: { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: 'http://127.0.0.1:9' } },
    ],
    ['an opener that is not there', 'powershell.start-failed', {}, { opener: '/nonexistent/Open.ps1' }],
    ['scripts that are not there', 'powershell.start-failed', {}, { scripts: tmpdir() }],
    ['a PowerShell that is not there', 'powershell.missing', {}, { powershell: '/nonexistent/pwsh' }],
  ] as const)('refuses %s with %s and leaves no session behind', async (_, code, credentials, options) => {
    const open = stage.simulator.sessions();
    const other = stage.gateway(path, options);

    await expect(other.connect({ ...stage.credentials, ...credentials }, patience)).rejects.toMatchObject({ error: { code } });
    expect(stage.simulator.sessions()).toBe(open);
  });

  it('refuses the 19th shell of a user as throttled, to be tried later', async () => {
    const crowded = await setStage(20);
    const shell = { server: crowded.simulator.servers[0], ...crowded.credentials };
    for (let count = 1; count <= 18; count += 1) {
      const response = await fetch(`${crowded.simulator.url}/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(shell),
      });
      expect(response.status).toBe(201);
    }

    await expect(crowded.gateway(path).connect(crowded.credentials, patience)).rejects.toMatchObject({
      error: {
        code: 'exchange.throttled',
        retry: 'later',
        detail: expect.stringMatching(
          /^-2144108123,PSSessionOpenFailed\S*: \[ClientAccessServer=.*\] .*This user is allowed a maximum of 18 concurrent shells, which has been exceeded/,
        ),
      },
    });
    expect(crowded.simulator.sessions()).toBe(18);
    expect(processesOf(crowded)).toEqual([]);
    await crowded.simulator.stop();
  });

  it('knows a refusal by its number, in whatever language Windows speaks', async () => {
    const message = 'Verbinding maken met de externe server is mislukt: Toegang geweigerd.';
    const effect = { kind: 'error', id: 'access-denied', category: 'OpenError', status: 401, message } as const;
    stage.simulator.faults.add({ side: 'exchange', match: 'session', skip: 0, count: 1, effect });

    await expect(stage.gateway(path).connect(stage.credentials, patience)).rejects.toMatchObject({
      error: { code: 'exchange.access-denied', detail: expect.stringMatching(/^-2144108477,PSSessionOpenFailed/) },
    });
  });

  it('tells that our module does not load, for instance because a policy forbids scripts', async () => {
    const broken = join(folder, 'scripts');
    mkdirSync(broken);
    writeFileSync(join(broken, 'ExchangeConnector.psm1'), "throw 'running scripts is disabled'\n");
    const failing = stage.gateway(path, { scripts: broken });

    await expect(failing.connect(stage.credentials, patience)).rejects.toMatchObject({
      error: { code: 'powershell.start-failed', detail: expect.stringContaining('running scripts is disabled') },
    });
  });

  it('is free at once when connecting is cancelled, and leaves no process', async () => {
    const other = await setStage(20);
    other.simulator.faults.add({ side: 'exchange', match: 'session', skip: 0, count: 1, effect: { kind: 'latency', milliseconds: 4000 } });
    const cancelled = other.gateway(path);
    const stop = new AbortController();
    const connecting = cancelled.connect(other.credentials, stop.signal);
    const outcome = expect(connecting).rejects.toThrow('cancelled');
    await untilHit(other);
    const asked = performance.now();
    stop.abort();
    await outcome;
    expect(performance.now() - asked).toBeLessThan(1000);

    await cancelled.close();
    expect(processesOf(other)).toEqual([]);
    expect(other.simulator.sessions()).toBe(0);
    await other.simulator.stop();
  });

  it('tells that a program is not PowerShell at all', async () => {
    const program = join(folder, 'not-powershell');
    writeFileSync(program, '#!/bin/sh\nexit 3\n', { mode: 0o755 });

    await expect(stage.gateway(path, { powershell: program }).connect(stage.credentials, patience)).rejects.toThrow(
      'powershell.start-failed',
    );
    writeFileSync(program, 'neither a script nor a program', { mode: 0o755 });
    await expect(stage.gateway(path, { powershell: program }).connect(stage.credentials, patience)).rejects.toThrow(
      'powershell.start-failed',
    );
  });

  it('tells that PowerShell died, and can connect anew', async () => {
    const other = await setStage(20);
    const mortal = other.gateway(path);
    await mortal.connect(other.credentials, patience);
    other.simulator.faults.add({
      side: 'exchange',
      match: 'MobileDevice',
      skip: 0,
      count: 1,
      effect: { kind: 'latency', milliseconds: 30_000 },
    });
    const outcome = expect(collect(mortal.readDevices(patience))).rejects.toThrow('powershell.ended');
    await untilHit(other);
    for (const { pid } of processesOf(other)) process.kill(pid, 'SIGKILL');

    await outcome;
    await expect(mortal.readRules(patience)).rejects.toThrow('powershell.ended');
    other.simulator.faults.clear();
    await mortal.connect(other.credentials, patience);
    expect((await collect(mortal.readDevices(patience))).length).toBe(other.organization.phones().length);
    await mortal.close();
    await other.simulator.stop();
  });

  it('closes the session first and leaves no process, however often it is closed', async () => {
    const other = await setStage(20);
    const brief = other.gateway(path);
    await brief.connect(other.credentials, patience);
    expect(other.simulator.sessions()).toBe(1);
    await brief.close();
    await brief.close();

    expect(other.simulator.sessions()).toBe(0);
    expect(processesOf(other)).toEqual([]);
    await expect(brief.readRules(patience)).rejects.toThrow('exchange.session-lost');
    await other.simulator.stop();
  });
});
