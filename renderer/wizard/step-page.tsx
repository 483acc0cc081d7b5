/** Step to page: the one switch over the union in the view. */
import { AccountPage } from '../pages/account.tsx';
import { ChecksPage } from '../pages/checks.tsx';
import { ConnectPage } from '../pages/connect.tsx';
import { ConnectionPage } from '../pages/connection.tsx';
import { DonePage } from '../pages/done.tsx';
import { ExchangePage } from '../pages/exchange.tsx';
import { FailedPage } from '../pages/failed.tsx';
import { HeldPage } from '../pages/held.tsx';
import { ReplacePage } from '../pages/replace.tsx';
import { ReviewPage } from '../pages/review.tsx';
import { ServerPage } from '../pages/server.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { WelcomePage } from '../pages/welcome.tsx';
import type { WizardEvent } from './events.ts';
import type { WizardState } from './state.ts';
import type { PasswordFields } from './use-wizard.ts';

interface Props {
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
  readonly fields: PasswordFields;
}

export function StepPage(props: Props) {
  const { step } = props.state;
  switch (step.kind) {
    case 'welcome':
      return <WelcomePage {...props} step={step} />;
    case 'server':
      return <ServerPage {...props} step={step} />;
    case 'connection':
      return <ConnectionPage {...props} step={step} />;
    case 'exchange':
      return <ExchangePage {...props} step={step} />;
    case 'account':
      return <AccountPage {...props} step={step} />;
    case 'signIn':
      return <SignInPage {...props} step={step} />;
    case 'checks':
      return <ChecksPage {...props} step={step} />;
    case 'connect':
      return <ConnectPage {...props} step={step} />;
    case 'review':
      return <ReviewPage {...props} step={step} />;
    case 'replace':
      return <ReplacePage {...props} step={step} />;
    case 'held':
      return <HeldPage {...props} step={step} />;
    case 'done':
      return <DonePage {...props} step={step} />;
    case 'failed':
      return <FailedPage {...props} step={step} />;
    default:
      return step satisfies never;
  }
}
