/** Commands that talk to the running engine. */
import type { DeviceView } from '../../shared/control/contract.ts';
import { type ExitName, exitFor } from '../../shared/exit-codes.ts';
import { connectToEngine, type EngineConnection } from '../../shared/host/control-client.ts';
import type { SyncReport } from '../../shared/sync-report.ts';
import type { Host } from '../container.ts';
import type { Verb } from './arguments.ts';
import { order, rights, type Task } from './order-verbs.ts';
import { progressShower } from './progress.ts';
import { showConnector, showDevice, showExplanation, showReport, showStatus } from './show.ts';
import { showPolicy } from './show-policy.ts';

type ClientVerb = Exclude<Verb, 'run' | 'check' | 'sign-in' | 'network' | 'test-mail' | 'preview'>;

export async function runClientVerb(verb: ClientVerb, host: Host, task: Omit<Task, 'engine' | 'clock'>): Promise<ExitName> {
  const engine = await connectToEngine({ path: host.places.control, key: null, clock: host.clock, signal: task.signal });
  try {
    return await clientVerbs[verb]({ ...task, engine, clock: host.clock });
  } finally {
    engine.close();
  }
}

const clientVerbs: { readonly [V in ClientVerb]: (task: Task) => Promise<ExitName> } = {
  status: async ({ engine, terminal, signal }) => {
    const status = await engine.call('status', {}, { signal });
    if (terminal.json) terminal.output.line(JSON.stringify(status));
    else showStatus(terminal, status);
    return 'done';
  },
  sync: async ({ engine, given, terminal, signal, clock }) => {
    const shower = progressShower(terminal, clock);
    const params = { replaceConnector: given.replace, ...(given.acceptPlan === undefined ? {} : { acceptPlan: given.acceptPlan }) };
    const report = await engine.call('syncFull', params, { signal, onProgress: shower.told }).finally(shower.end);
    if (terminal.json) terminal.output.line(JSON.stringify({ event: 'finished', ...report }));
    else showReport(terminal, report);
    return exitOf(report);
  },
  explain: async ({ engine, given, terminal, signal }) => {
    const explanations = await engine.call('explain', { text: given.subject }, { signal });
    for (const explanation of explanations) {
      if (terminal.json) terminal.output.line(JSON.stringify(explanation));
      else showExplanation(terminal, explanation);
    }
    return 'done';
  },
  devices: async ({ engine, terminal, signal }) => {
    for await (const device of allDevices(engine, signal)) {
      if (terminal.json) terminal.output.line(JSON.stringify(device));
      else showDevice(terminal, device);
    }
    return 'done';
  },
  policy: async ({ engine, terminal, signal }) => {
    const answer = await engine.call('policy', {}, { signal });
    if (terminal.json) terminal.output.line(JSON.stringify(answer));
    else showPolicy(terminal, answer);
    return 'done';
  },
  rights: (task) => rights(task),
  wipe: (task) => order('wipe', task),
  forget: (task) => order('forget', task),
  connectors: async ({ engine, terminal, signal }) => {
    const connectors = await engine.call('connectors', {}, { signal });
    for (const connector of connectors) {
      if (terminal.json) terminal.output.line(JSON.stringify(connector));
      else showConnector(terminal, connector);
    }
    if (connectors.length === 0 && !terminal.json) terminal.output.line(terminal.say('cli.connector.empty'));
    return 'done';
  },
  unregister: async ({ engine, terminal, signal }) => {
    const answer = await engine.call('unregister', {}, { signal });
    terminal.output.line(terminal.json ? JSON.stringify(answer) : terminal.say('cli.connector.unregistered', { count: answer.removed }));
    return 'done';
  },
  stop: async ({ engine, terminal, signal }) => {
    const answer = await engine.call('stop', {}, { signal });
    terminal.output.line(terminal.json ? JSON.stringify(answer) : terminal.say('cli.stopping'));
    return 'done';
  },
};

async function* allDevices(engine: EngineConnection, signal: AbortSignal): AsyncIterable<DeviceView> {
  let after: number | null = 0;
  while (after !== null) {
    const page: { devices: DeviceView[]; next: number | null } = await engine.call('devices', { after }, { signal });
    yield* page.devices;
    after = page.next;
  }
}

function exitOf(report: SyncReport): ExitName {
  if (report.outcome === 'ok') return 'done';
  return report.error === undefined ? report.outcome : exitFor(report.error.code);
}
