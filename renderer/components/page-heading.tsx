/** A page's question. Takes the focus when the page appears, so that a screen reader reads it first. */
import { makeStyles, Title2, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';

const useStyles = makeStyles({
  heading: { display: 'block', outlineStyle: 'none', margin: 0, overflowWrap: 'anywhere' },
  intro: { maxWidth: '60ch', marginTop: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXL, lineHeight: tokens.lineHeightBase400 },
});

export function PageHeading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <Title2 as="h1" ref={heading} tabIndex={-1} className={styles.heading}>
        {title}
      </Title2>
      <div className={styles.intro}>{children}</div>
    </>
  );
}
