/** Home of maintenance (I5): the state in one sentence, and what can be done. Refreshed without moving anything. */
import { MessageBar, MessageBarActions, MessageBarBody, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { LabelledButton } from '../components/labelled-button.tsx';
import { PaceBox } from '../components/pace-box.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords, type Words } from '../words.ts';
import { ActButton } from './act-button.tsx';
import { listedActs } from './act-list.ts';
import { agoIn } from './ago.ts';
import type { PageProps } from './page-props.ts';
import type { MaintenanceState } from './state.ts';
import { isNewer, runningOf, type StatusLine, statusOf } from './status.ts';

const useStyles = makeStyles({
  // Room for two lines from the start: most sentences need no more, and the list below stays where it is.
  bar: { maxWidth: '76ch', minHeight: '68px', marginBottom: tokens.spacingVerticalS },
  text: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  faint: { display: 'block', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere', marginBottom: tokens.spacingVerticalXL },
  list: { listStyleType: 'none', margin: 0, padding: 0, marginTop: tokens.spacingVerticalS, maxWidth: '76ch' },
});

/** The sentence with everything filled in; relative times need to know as of when. */
export function statusText({ t, language, number }: Words, line: StatusLine, asOf: string | undefined): string {
  const { at } = line;
  const ago =
    at === null ? '' : asOf === undefined ? t('maintenance.ago.unknown') : (agoIn(language, at, asOf) ?? t('maintenance.ago.moment'));
  const failure = line.failure === null ? '' : t(`error.${line.failure}.title`);
  const counts = Object.fromEntries(
    Object.entries(line.params).map(([name, value]) => [name, typeof value === 'number' && name !== 'count' ? number(value) : value]),
  );
  return t(line.key, { ...counts, ago, failure });
}

export function HomePage({ step, state, send }: PageProps<'home'>) {
  const styles = useStyles();
  const { t } = useWords();
  const running = runningOf(state.installed);
  return (
    <>
      <PageHeading title={t('maintenance.home.title')} />
      <Status {...{ step, state, send }} />
      <Text className={styles.faint}>{aboutVersion({ t }, state)}</Text>
      {running !== null && <PaceBox progress={running} />}
      <Subtitle2 as="h2" id="acts">
        {t('maintenance.home.acts')}
      </Subtitle2>
      <ul className={styles.list} aria-labelledby="acts">
        {listedActs(state.installed).map((act) => (
          <ActButton key={act.page} act={act} onChoose={() => send({ kind: 'pageChosen', page: act.page })} />
        ))}
      </ul>
    </>
  );
}

function aboutVersion({ t }: Pick<Words, 't'>, { installed: { version, offered } }: MaintenanceState): string {
  if (isNewer(offered, version)) return t('maintenance.home.older', { version, offered });
  return t(version === offered ? 'maintenance.home.current' : 'maintenance.home.newer', { version, offered });
}

function Status({ step, state, send }: Pick<PageProps<'home'>, 'step' | 'state' | 'send'>) {
  const styles = useStyles();
  const words = useWords();
  const { t, timeWithZone } = words;
  const line = statusOf(state.installed);
  const { at, helps } = line;
  const text = step.error === null ? statusText(words, line, state.installed.asOf) : t(`error.${step.error.code}.title`);
  return (
    <MessageBar intent={step.error === null ? line.tone : 'error'} layout="multiline" politeness="polite" className={styles.bar}>
      <MessageBarBody className={styles.text}>
        {at === null ? (
          text
        ) : (
          <time dateTime={at} title={timeWithZone(at)}>
            {text}
          </time>
        )}
      </MessageBarBody>
      {helps !== null && (
        <MessageBarActions>
          <LabelledButton
            label={t(`maintenance.page.${helps}`)}
            letter={t('maintenance.letter.helps')}
            onClick={() => send({ kind: 'pageChosen', page: helps })}
          />
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
