/** Copies through main and says so where everybody notices, without moving anything. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  said: { minHeight: tokens.lineHeightBase300 },
});

interface Props {
  readonly label: string;
  readonly isCopied: boolean;
  readonly onCopy: () => void;
}

export function CopyButton({ label, isCopied, onCopy }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <div className={styles.row}>
      <Button icon={<CopyRegular />} onClick={onCopy}>
        {label}
      </Button>
      <Text role="status" className={styles.said}>
        {isCopied ? t('wizard.act.copied') : ''}
      </Text>
    </div>
  );
}
