/** One of a few, each as a card with its name and what it means in one sentence. */
import { Field, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';

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
});

export interface Card<V extends string> {
  readonly value: V;
  readonly name: string;
  readonly hint: string;
}

interface Props<V extends string> {
  readonly label: string;
  readonly cards: readonly Card<V>[];
  readonly value: V;
  readonly isReadOnly?: boolean;
  readonly onChoose: (value: V) => void;
}

export function RadioCards<V extends string>({ label, cards, value, isReadOnly = false, onChoose }: Props<V>) {
  const styles = useStyles();
  const choose = (chosen: string): void => {
    const card = cards.find((one) => one.value === chosen);
    if (card !== undefined) onChoose(card.value);
  };
  return (
    <Field label={label}>
      <RadioGroup className={styles.cards} value={value} disabled={isReadOnly} onChange={(_, data) => choose(data.value)}>
        {cards.map((card) => (
          <Radio
            key={card.value}
            value={card.value}
            className={styles.card}
            label={
              <>
                {card.name}
                <Text size={200} className={styles.hint}>
                  {card.hint}
                </Text>
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}
