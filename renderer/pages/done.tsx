/** W8: connected, what was found, what happens next. */
import { MessageBar, MessageBarBody, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import type { SyncReport } from '../../shared/sync-report.ts';
import { type Fact, Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { PlaceOffer } from '../components/place-offer.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords, type Words } from '../words.ts';

const useStyles = makeStyles({
  said: { marginBottom: tokens.spacingVerticalXL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal' },
  next: { display: 'block', marginTop: tokens.spacingVerticalXXL },
  list: { paddingLeft: tokens.spacingHorizontalXXL, maxWidth: '60ch', lineHeight: tokens.lineHeightBase400 },
  act: { marginBottom: tokens.spacingVerticalS },
});

function countsOf({ t, number }: Words, report: SyncReport): readonly Fact[] {
  const { total, allowed, blocked, quarantined } = report.devices;
  return [
    { name: t('wizard.done.total'), value: number(total) },
    { name: t('state.allowed'), value: number(allowed) },
    { name: t('state.blocked'), value: number(blocked) },
    { name: t('state.quarantined'), value: number(quarantined) },
    ...(report.overruled === 0 ? [] : [{ name: t('wizard.done.overruled'), value: number(report.overruled) }]),
  ];
}

export function DonePage({ step, send }: PageProps<'done'>) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { report } = step;
  const isObserving = report?.mode === 'observe';
  const acts = [t('wizard.done.nextSync'), t('wizard.done.nextStatus'), t(lastAct(report))];
  return (
    <>
      <PageHeading title={t('wizard.done.title')} />
      <MessageBar intent="success" layout="multiline" className={styles.said}>
        <MessageBarBody className={styles.text}>{t('wizard.done.body')}</MessageBarBody>
      </MessageBar>
      {report === null && <Notice text={t('wizard.done.held')} />}
      {isObserving && <Notice text={t('wizard.done.observed', { count: report.planned?.newBlocks ?? 0 })} />}
      {report?.cloudRecord === false && <Notice text={t('wizard.done.cloudRecord')} />}
      <PlaceOffer step={step} onChoose={(isChosen) => send({ on: 'done', kind: 'deletionChosen', isChosen })} />
      {report !== null && <Facts facts={countsOf(words, report)} />}
      <Subtitle2 as="h2" className={styles.next}>
        {t('wizard.done.next')}
      </Subtitle2>
      <ul className={styles.list}>
        {acts.map((act) => (
          <li key={act} className={styles.act}>
            {act}
          </li>
        ))}
      </ul>
    </>
  );
}

function lastAct(report: SyncReport | null): MessageKey {
  if (report === null) return 'wizard.done.nextHeld';
  return report.mode === 'observe' ? 'wizard.done.nextEnforce' : 'wizard.done.nextAccept';
}

function Notice({ text }: { readonly text: string }) {
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={styles.said}>
      <MessageBarBody className={styles.text}>{text}</MessageBarBody>
    </MessageBar>
  );
}
