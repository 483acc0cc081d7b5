/** Names and values side by side; below each other where it is narrow. Values are foreign text: isolated from the text around. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useWords } from '../words.ts';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  readonly tooltip?: string;
  readonly onChange?: () => void;
}

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(10rem, max-content) 1fr max-content',
    columnGap: tokens.spacingHorizontalXL,
    rowGap: tokens.spacingVerticalM,
    margin: 0,
    alignItems: 'baseline',
    '@media (max-width: 560px)': { gridTemplateColumns: '1fr', rowGap: tokens.spacingVerticalXXS },
  },
  row: { display: 'contents' },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere', fontWeight: tokens.fontWeightSemibold },
  change: { margin: 0, '@media (max-width: 560px)': { marginBottom: tokens.spacingVerticalS } },
});

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <dl className={styles.list}>
      {facts.map((fact) => (
        <div key={fact.name} className={styles.row}>
          <dt className={styles.name}>{fact.name}</dt>
          <dd className={styles.value} title={fact.tooltip}>
            <bdi>{fact.value}</bdi>
          </dd>
          <dd className={styles.change}>
            {fact.onChange !== undefined && (
              <Link inline as="button" type="button" onClick={fact.onChange} aria-label={t('wizard.act.changeWhat', { what: fact.name })}>
                {t('wizard.act.change')}
              </Link>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
