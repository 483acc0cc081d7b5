/** Which kind of Exchange, and which server of it (W1, W2). */
import { Field, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import { type ExchangeType, exchangeTypeSchema } from '../../shared/setup/answers.ts';
import { PageHeading } from '../components/page-heading.tsx';
import { TextField } from '../components/text-field.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

interface Kind {
  readonly type: ExchangeType;
  readonly name: MessageKey;
  readonly hint: MessageKey;
}

const kinds: readonly Kind[] = [
  { type: 'on-premises', name: 'wizard.exchange.onPremises', hint: 'wizard.exchange.onPremisesHint' },
  { type: 'hosted', name: 'wizard.exchange.hosted', hint: 'wizard.exchange.hostedHint' },
  { type: 'dedicated', name: 'wizard.exchange.dedicated', hint: 'wizard.exchange.dedicatedHint' },
];

const useStyles = makeStyles({
  cards: { gap: tokens.spacingVerticalS, maxWidth: '560px' },
  card: {
    width: '100%',
    boxSizing: 'border-box',
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    paddingRight: tokens.spacingHorizontalM,
  },
  hint: { display: 'block', color: tokens.colorNeutralForeground2 },
  server: { marginTop: tokens.spacingVerticalXL },
  find: { maxWidth: '60ch' },
  summary: { cursor: 'pointer', paddingTop: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
});

export function ExchangePage({ step, send }: PageProps<'exchange'>) {
  const styles = useStyles();
  const { t } = useWords();
  const isHosted = step.type === 'hosted';
  return (
    <>
      <PageHeading title={t('wizard.exchange.title')} />
      <Field label={t('wizard.exchange.type')}>
        <RadioGroup
          className={styles.cards}
          value={step.type}
          onChange={(_, data) => send({ kind: 'typeChosen', type: exchangeTypeSchema.parse(data.value) })}
        >
          {kinds.map((kind) => (
            <Radio
              key={kind.type}
              value={kind.type}
              className={styles.card}
              label={<KindLabel name={t(kind.name)} hint={t(kind.hint)} />}
            />
          ))}
        </RadioGroup>
      </Field>
      <div className={styles.server}>
        <TextField
          label={t(isHosted ? 'wizard.exchange.address' : 'wizard.exchange.server')}
          hint={t(isHosted ? 'wizard.exchange.addressHint' : 'wizard.exchange.serverHint')}
          value={step.server}
          problem={step.problem}
          onChange={(server) => send({ kind: 'serverTyped', server })}
          onLeave={() => send({ kind: 'serverLeft' })}
        />
      </div>
      <details className={styles.find}>
        <summary className={styles.summary}>{t('wizard.exchange.find')}</summary>
        <Text>{t(isHosted ? 'wizard.exchange.findAddress' : 'wizard.exchange.findServer')}</Text>
      </details>
    </>
  );
}

function KindLabel({ name, hint }: { readonly name: string; readonly hint: string }) {
  const styles = useStyles();
  return (
    <>
      {name}
      <Text size={200} className={styles.hint}>
        {hint}
      </Text>
    </>
  );
}
