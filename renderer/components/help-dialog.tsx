/** Help about one thing, over the page: title and text. Escape or Close end it, and the focus goes back to where help was asked for. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Link,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  text: { marginTop: 0, marginBottom: tokens.spacingVerticalS, maxWidth: '60ch', overflowWrap: 'anywhere' },
  title: { overflowWrap: 'anywhere' },
});

interface Props {
  /** Of the link that opens the dialog. */
  readonly label: string;
  /** Of the link for a screen reader, where the label alone stands on the page more than once. */
  readonly name?: string;
  readonly title: string;
  /** Several lines are several paragraphs. */
  readonly text: string;
}

/** A link that opens the dialog. Pressing it submits no form; while it is open, keys are its own and not the page's. */
export function HelpDialog({ label, name, title, text }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Dialog surfaceMotion={null}>
      <DialogTrigger disableButtonEnhancement>
        <Link inline as="button" type="button" aria-label={name}>
          {label}
        </Link>
      </DialogTrigger>
      <DialogSurface backdropMotion={null} onKeyDown={(event) => event.stopPropagation()}>
        <DialogBody>
          <DialogTitle className={styles.title}>{title}</DialogTitle>
          <DialogContent>
            {text.split('\n').map((paragraph) => (
              <p key={paragraph} className={styles.text}>
                {paragraph}
              </p>
            ))}
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary">{t('wizard.act.close')}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
