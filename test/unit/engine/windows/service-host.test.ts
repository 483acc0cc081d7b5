import { describe, expect, it } from 'vitest';
import type { Dispatch, ServiceEvents, ServiceStatus } from '../../../../engine/windows/dispatcher.ts';
import { hostService, type ServiceWork } from '../../../../engine/windows/service-host.ts';
import { type AppError, Failure } from '../../../../shared/errors.ts';
import type { Clock } from '../../../../shared/host/clock.ts';

const stop = 1;
const shutdown = 5;
const preshutdown = 15;
const interrogate = 4;

/** Time that passes only when told to. */
class HandClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): Date {
    return new Date(this.#now);
  }

  elapsed(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(new Error('woken'));
      });
    });
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.at;
      this.#sleepers.delete(next);
      next.wake();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number) {
    return [...this.#sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** A service manager that has just started the service. */
async function started(work: ServiceWork) {
  const clock = new HandClock();
  const told: ServiceStatus[] = [];
  const ended: (AppError | null)[] = [];
  let events: ServiceEvents | null = null;
  const dispatch: Dispatch = (_name, given) =>
    new Promise((resolve) => {
      events = given;
      given.onStart((status) => {
        told.push(status);
        if (status.state === 'stopped') resolve();
      });
    });
  const result = hostService({ name: 'WIEC', dispatch, clock, work, onEnd: (error) => ended.push(error) });
  await settled();
  const control = (number: number): boolean => events?.onControl(number) ?? false;
  return { clock, told, ended, result, control, states: () => told.map(({ state }) => state) };
}

const untilStopped: ServiceWork = (signal, onReady) => {
  onReady();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
};

describe('I2 the service before the service manager', () => {
  it('is start-pending until the engine can be asked, then running, with nothing pending', async () => {
    let ready = (): void => undefined;
    const service = await started((_signal, onReady) => {
      ready = onReady;
      return new Promise(() => undefined);
    });
    expect(service.states()).toEqual(['start-pending']);
    ready();
    expect(service.told.at(-1)).toEqual({ state: 'running', exitCode: 0, specificExitCode: 0, checkPoint: 0, waitHint: 0 });
  });

  it('shows by growing check points, each well within the wait hint, that a slow start goes on', async () => {
    const service = await started(() => new Promise(() => undefined));
    await service.clock.pass(20_000);
    const points = service.told.map(({ checkPoint }) => checkPoint);
    expect(points).toEqual([...points].sort((a, b) => a - b));
    expect(new Set(points).size).toBe(points.length);
    expect(points.length).toBeGreaterThan(5);
    expect(Math.min(...service.told.map(({ waitHint }) => waitHint))).toBeGreaterThanOrEqual(10_000);
  });

  it.each([
    ['stop', stop],
    ['shutdown', shutdown],
    ['notice of a shutdown', preshutdown],
  ])('ends the engine politely at %s', async (_name, number) => {
    const service = await started(untilStopped);
    expect(service.control(number)).toBe(true);
    expect(await service.result).toBeNull();
    expect(service.states()).toEqual(['start-pending', 'running', 'stop-pending', 'stopped']);
    expect(service.told.at(-1)).toMatchObject({ exitCode: 0, specificExitCode: 0 });
    expect(service.ended).toEqual([null]);
  });

  it('tells how a failed start ended: exit code 1066 with the number of our own exit code table', async () => {
    const service = await started(async () => {
      throw new Failure('powershell.missing', { detail: 'no such file' });
    });
    expect((await service.result)?.code).toBe('powershell.missing');
    expect(service.told.at(-1)).toMatchObject({ state: 'stopped', exitCode: 1066, specificExitCode: 3 });
    expect(service.ended).toMatchObject([{ code: 'powershell.missing' }]);
  });

  it('gives an engine that does not end thirty seconds, saying all the time that it waits, and then says that it failed', async () => {
    const service = await started((_signal, onReady) => {
      onReady();
      return new Promise(() => undefined);
    });
    service.control(stop);
    await settled();
    await service.clock.pass(29_000);
    expect(service.told.at(-1)?.state).toBe('stop-pending');
    await service.clock.pass(2_000);
    expect((await service.result)?.code).toBe('internal');
    expect(service.told.at(-1)).toMatchObject({ state: 'stopped', exitCode: 1066 });
  });

  it('takes a second stop without beginning anew, answers a question for its state, and knows no other control', async () => {
    const service = await started((signal, onReady) => {
      onReady();
      return new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(() => setImmediate(resolve))));
    });
    expect(service.control(interrogate)).toBe(true);
    expect(service.control(128)).toBe(false);
    service.control(stop);
    service.control(shutdown);
    await service.result;
    expect(service.states().filter((state) => state === 'stop-pending')).toHaveLength(1);
  });

  it('says nothing more once it has said that it is stopped', async () => {
    const service = await started(untilStopped);
    service.control(stop);
    await service.result;
    await service.clock.pass(60_000);
    service.control(stop);
    expect(service.states().at(-1)).toBe('stopped');
    expect(service.states().filter((state) => state === 'stopped')).toHaveLength(1);
  });
});
