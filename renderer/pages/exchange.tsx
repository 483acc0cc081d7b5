/** Which kind of Exchange, and which server of it (W1, W2). */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { MessageKey, Translate } from '../../shared/i18n/translate.ts';
import type { ExchangeType } from '../../shared/setup/answers.ts';
import { HelpDialog } from '../components/help-dialog.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { type Card, RadioCards } from '../components/radio-cards.tsx';
import { TextField } from '../components/text-field.tsx';
import { serverText } from '../wizard/answers.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const help: Readonly<Record<ExchangeType, MessageKey>> = {
  'on-premises': 'wizard.exchange.findServer',
  hosted: 'wizard.exchange.findAddress',
  dedicated: 'wizard.exchange.findDedicated',
};

const useStyles = makeStyles({ server: { marginTop: tokens.spacingVerticalXL } });

function cardsOf(t: Translate): readonly Card<ExchangeType>[] {
  return [
    { value: 'on-premises', name: t('wizard.exchange.onPremises'), hint: t('wizard.exchange.onPremisesHint') },
    { value: 'hosted', name: t('wizard.exchange.hosted'), hint: t('wizard.exchange.hostedHint') },
    { value: 'dedicated', name: t('wizard.exchange.dedicated'), hint: t('wizard.exchange.dedicatedHint') },
  ];
}

export function ExchangePage({ step, state, send }: PageProps<'exchange'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { type } = state.forms;
  const isHosted = type === 'hosted';
  return (
    <>
      <PageHeading title={t('wizard.exchange.title')} />
      <RadioCards
        label={t('wizard.exchange.type')}
        cards={cardsOf(t)}
        value={type}
        onChoose={(chosen) => send({ on: 'exchange', kind: 'typeChosen', type: chosen })}
      />
      <div className={styles.server}>
        <TextField
          label={t(isHosted ? 'wizard.exchange.address' : 'wizard.exchange.server')}
          hint={t(isHosted ? 'wizard.exchange.addressHint' : 'wizard.exchange.serverHint')}
          value={serverText(state.forms)}
          problem={step.problem}
          onChange={(server) => send({ on: 'exchange', kind: 'serverTyped', server })}
          onLeave={() => send({ on: 'exchange', kind: 'serverLeft' })}
        />
      </div>
      <HelpDialog label={t('wizard.exchange.find')} title={t('wizard.exchange.find')} text={t(help[type])} />
    </>
  );
}
