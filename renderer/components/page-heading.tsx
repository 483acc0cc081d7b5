/** A page's question. Takes the focus when the page appears, so that a screen reader reads it first. */
import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';

const useStyles = makeStyles({
  heading: { ...typographyStyles.title2, display: 'block', outlineStyle: 'none', margin: 0, overflowWrap: 'anywhere' },
  intro: {
    maxWidth: '60ch',
    marginTop: tokens.spacingVerticalS,
    marginBottom: tokens.spacingVerticalXL,
    lineHeight: tokens.lineHeightBase400,
  },
});

export function PageHeading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {title}
      </h1>
      <div className={styles.intro}>{children}</div>
    </>
  );
}
