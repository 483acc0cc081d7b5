/** Step to page: the one switch over the union in the view. */
import { AcceptPage } from './accept-page.tsx';
import { CredentialsPage } from './credentials-page.tsx';
import { EndPage } from './end-page.tsx';
import { FailedPage } from './failed-page.tsx';
import { HomePage } from './home-page.tsx';
import { ModePage } from './mode-page.tsx';
import { NotificationPage } from './notification-page.tsx';
import type { PageProps } from './page-props.ts';
import { PlainPage } from './plain-page.tsx';
import { ProxyPage } from './proxy-page.tsx';
import { ReplacePage } from './replace-page.tsx';
import type { Step } from './state.ts';
import { UninstallPage } from './uninstall-page.tsx';
import { WorkPage } from './work-page.tsx';

export function StepPage(props: Omit<PageProps<Step['kind']>, 'step'>) {
  const { step } = props.state;
  switch (step.kind) {
    case 'home':
      return <HomePage {...props} step={step} />;
    case 'edit-proxy':
      return <ProxyPage {...props} step={step} />;
    case 'change-credentials':
      return <CredentialsPage {...props} step={step} />;
    case 'change-notification':
      return <NotificationPage {...props} step={step} />;
    case 'change-mode':
      return <ModePage {...props} step={step} />;
    case 'repair':
    case 'upgrade':
      return <PlainPage {...props} step={step} />;
    case 'replace':
      return <ReplacePage {...props} step={step} />;
    default:
      return <OtherPage {...props} step={step} />;
  }
}

type OtherProps = PageProps<'uninstall' | 'accept-plan' | 'work' | 'end' | 'failed'>;

function OtherPage(props: OtherProps) {
  const { step } = props;
  switch (step.kind) {
    case 'uninstall':
      return <UninstallPage {...props} step={step} />;
    case 'accept-plan':
      return <AcceptPage {...props} step={step} />;
    case 'work':
      return <WorkPage {...props} step={step} />;
    case 'end':
      return <EndPage {...props} step={step} />;
    case 'failed':
      return <FailedPage {...props} step={step} />;
    default:
      return step satisfies never;
  }
}
