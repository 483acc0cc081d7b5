/** The proxy (W3), and the test of each hop on the way out. The test may be skipped. */
import { asksForUser, isProxyRight, judgeProxy, type ProxyField } from '../forms/proxy-form.ts';
import { answersOf, passwordOf, proxyFor } from './answers.ts';
import type { ConnectionEvent } from './events.ts';
import { claimed, isStoring, storeAndThen } from './leaving.ts';
import { type ConnectionStep, isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

const secret = 'proxy-password';
const noTest = { busy: null, hops: [], error: null } as const;

export function onConnection(state: WizardState, event: ConnectionEvent): Update {
  const { step } = state;
  if (!isStep(step, 'connection')) return stay(state);
  switch (event.kind) {
    case 'changed':
      return isStoring(state) ? stay(state) : changed(state, step, event.changes);
    case 'left':
      return left(state, step, event.field);
    case 'testAsked':
      return step.test.busy === null && !isStoring(state) ? submit(state, step, 'test') : stay(state);
    case 'testCancelled':
      return step.test.busy === null ? stay(state) : withStep(state, { ...step, test: noTest }, { kind: 'cancelTestNetwork' });
    default:
      return testTold(state, step, event);
  }
}

/** Other settings make the test of before worthless. */
function changed(state: WizardState, step: ConnectionStep, changes: Extract<ConnectionEvent, { kind: 'changed' }>['changes']): Update {
  const proxy = { ...state.forms.proxy, ...changes };
  const problems = { ...step.problems, ...Object.fromEntries(Object.keys(changes).map((name) => [name, null])) };
  // A field that is no longer shown holds nothing any more.
  const typed = asksForUser(proxy) ? state.typed : { ...state.typed, [secret]: 0 };
  const ended = step.test.busy === null ? [] : [{ kind: 'cancelTestNetwork' } as const];
  return withStep({ ...state, typed, forms: { ...state.forms, proxy } }, { ...step, problems, error: null, test: noTest }, ...ended);
}

function left(state: WizardState, step: ConnectionStep, field: ProxyField): Update {
  const { proxy } = state.forms;
  const isEmpty = field === 'password' ? passwordOf(state, secret).length === 0 : proxy[field].trim() === '';
  if (isEmpty || isStoring(state)) return stay(state);
  const judged = judgeProxy(proxy, passwordOf(state, secret));
  return withStep(state, { ...step, problems: { ...step.problems, [field]: judged[field] } });
}

export function submitConnection(state: WizardState): Update {
  const { step } = state;
  return isStep(step, 'connection') && !isStoring(state) ? submit(state, step, 'account') : stay(state);
}

function submit(state: WizardState, step: ConnectionStep, goal: 'account' | 'test'): Update {
  const problems = judgeProxy(state.forms.proxy, passwordOf(state, secret));
  if (!isProxyRight(problems)) return withStep(state, { ...step, problems }, { kind: 'focusFirstWrong' });
  return storeAndThen(claimed(state, [secret]), goal, startNetworkTest);
}

export function startNetworkTest(from: WizardState): Update {
  const { step } = from;
  if (!isStep(step, 'connection')) return stay(from);
  const state = { ...from, attempts: from.attempts + 1 };
  const { type, server } = answersOf(state).exchange;
  const test = { busy: state.attempts, hops: [], error: null };
  return withStep(
    state,
    { ...step, error: null, test },
    { kind: 'testNetwork', attempt: state.attempts, proxy: proxyFor(state.forms), exchange: { type, server } },
  );
}

function testTold(state: WizardState, step: ConnectionStep, event: Extract<ConnectionEvent, { kind: 'told' | 'ended' }>): Update {
  const { test } = step;
  if (event.kind === 'told') {
    const hops = [...test.hops.filter((one) => one.hop !== event.hop.hop), event.hop];
    return test.busy === null ? stay(state) : withStep(state, { ...step, test: { ...test, hops } });
  }
  if (test.busy !== event.attempt) return stay(state);
  const { result } = event;
  if (result.ok) return withStep(state, { ...step, test: { busy: null, hops: result.value, error: null } });
  return withStep(state, { ...step, test: { busy: null, hops: test.hops.filter((one) => one.state !== 'testing'), error: result.error } });
}
