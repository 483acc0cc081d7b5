/** On every page: the word that this is a rehearsal, if it is one, and the switch of language. */
import { MessageBar, MessageBarBody, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { type Language, languageSchema } from '../../shared/setup/answers.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalL,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  banner: { borderRadius: 0 },
  bannerText: { whiteSpace: 'normal' },
});

interface Props {
  readonly isRehearsal: boolean;
  readonly onLanguage: (language: Language) => void;
}

export function TopBar({ isRehearsal, onLanguage }: Props) {
  const styles = useStyles();
  const { t, language } = useWords();
  return (
    <header>
      <div className={styles.bar}>
        <Text weight="semibold">{t('wizard.product')}</Text>
        <RadioGroup
          layout="horizontal"
          aria-label={t('wizard.language')}
          value={language}
          onChange={(_, data) => onLanguage(languageSchema.parse(data.value))}
        >
          <Radio value="en" label={<span lang="en">English</span>} />
          <Radio value="nl" label={<span lang="nl">Nederlands</span>} />
        </RadioGroup>
      </div>
      {isRehearsal && (
        <MessageBar intent="warning" politeness="polite" className={styles.banner}>
          <MessageBarBody className={styles.bannerText}>{t('wizard.rehearsal')}</MessageBarBody>
        </MessageBar>
      )}
    </header>
  );
}
