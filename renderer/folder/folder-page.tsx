/** P2: the folder of set-up is not as it was delivered. Says which file and what to do; nothing else can be done here. */
import { Button, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { FolderFault } from '../../shared/setup/set-up-folder.ts';
import type { Api } from '../api.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Cure } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { curesOf, useWords, type Words } from '../words.ts';

const useStyles = makeStyles({
  window: { height: '100%', overflowY: 'auto', overflowX: 'hidden' },
  page: {
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXXL}`,
    '@media (max-width: 560px)': { padding: tokens.spacingHorizontalL },
  },
  bar: { maxWidth: '68ch', marginBottom: tokens.spacingVerticalL },
  text: { whiteSpace: 'normal' },
  list: { paddingLeft: tokens.spacingHorizontalXXL, maxWidth: '68ch', overflowWrap: 'anywhere' },
  item: { marginBottom: tokens.spacingVerticalS },
  code: { display: 'block', marginTop: tokens.spacingVerticalL, marginBottom: tokens.spacingVerticalL },
  acts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalXL },
});

const error = { code: 'folder.altered', params: {}, retry: 'never' } as const;

/** Which file, and what is wrong with it. */
export function faultText({ t }: Words, fault: FolderFault): string {
  if (fault.kind === 'moved') return t('folder.moved', { path: fault.path, from: fault.from });
  return t(`folder.${fault.kind}`, { path: fault.path });
}

interface Props {
  readonly api: Api;
  readonly faults: readonly FolderFault[];
  readonly version: string;
}

export function FolderPage({ api, faults, version }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const [isCopied, setCopied] = useState(false);
  const lines = faults.map((fault) => faultText(words, fault));
  const copy = async (): Promise<void> => {
    const details = [`Exchange Connector ${version}`, `code: ${error.code}`, ...faults.map((fault) => JSON.stringify(fault))].join('\n');
    setCopied((await api.copyText(details)).ok);
  };
  return (
    <div className={styles.window}>
      <main className={styles.page}>
        <PageHeading title={t('error.folder.altered.title')} />
        <MessageBar intent="error" layout="multiline" className={styles.bar}>
          <MessageBarBody className={styles.text}>
            <MessageBarTitle>{t('folder.stopped')}</MessageBarTitle> {t('folder.nothingDone')}
          </MessageBarBody>
        </MessageBar>
        <Subtitle2 as="h2">{t('folder.what')}</Subtitle2>
        <ul className={styles.list}>
          {lines.map((line) => (
            <li key={line} className={styles.item}>
              <bdi>{line}</bdi>
            </li>
          ))}
        </ul>
        <Subtitle2 as="h2">{t('wizard.failed.cure')}</Subtitle2>
        <Cure acts={curesOf(t, error)} />
        <Text className={styles.code}>{t('wizard.code', { code: error.code })}</Text>
        <CopyButton label={t('wizard.act.copyDetails')} isCopied={isCopied} onCopy={() => void copy()} />
        <div className={styles.acts}>
          <Button appearance="primary" onClick={() => void api.closeWindow()}>
            {t('wizard.act.close')}
          </Button>
        </div>
      </main>
    </div>
  );
}
