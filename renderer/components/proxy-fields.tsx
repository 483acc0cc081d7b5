/** The proxy (W3): none by default, the system's, or one by its name, port, and credentials when it wants some. */
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { asksForUser, type ProxyField, type ProxyForm, type ProxyProblems } from '../forms/proxy-form.ts';
import { splitHostPort } from '../forms/validation.ts';
import { useWords } from '../words.ts';
import { PasswordField, type PasswordProps } from './password-field.tsx';
import { RadioCards } from './radio-cards.tsx';
import { TextField } from './text-field.tsx';

const useStyles = makeStyles({
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 320px) 140px', columnGap: tokens.spacingHorizontalL },
  narrow: { '@media (max-width: 560px)': { gridTemplateColumns: '1fr' } },
});

const ways = ['none', 'system', 'own'] as const;

interface Props {
  readonly values: ProxyForm;
  readonly problems: ProxyProblems;
  readonly password: PasswordProps;
  readonly isReadOnly: boolean;
  readonly onChange: (changes: Partial<ProxyForm>) => void;
  readonly onLeave: (field: Exclude<ProxyField, 'password'>) => void;
}

export function ProxyFields(props: Props) {
  const { values, problems, isReadOnly, onChange } = props;
  const { t } = useWords();
  return (
    <>
      <RadioCards
        label={t('wizard.proxy.way')}
        cards={ways.map((way) => ({ value: way, name: t(`wizard.proxy.${way}`), hint: t(`wizard.proxy.${way}Hint`) }))}
        value={values.way}
        isReadOnly={isReadOnly}
        onChoose={(way) => onChange({ way })}
      />
      {values.way === 'own' && (
        <>
          <Address {...props} />
          <Checkbox
            label={t('wizard.proxy.useCredentials')}
            checked={values.hasUser}
            disabled={isReadOnly}
            onChange={(_, data) => onChange({ hasUser: data.checked === true })}
          />
        </>
      )}
      {asksForUser(values) && (
        <>
          <TextField
            label={t('wizard.proxy.user')}
            hint={t('wizard.proxy.userHint')}
            value={values.user}
            problem={problems.user}
            isReadOnly={isReadOnly}
            onChange={(user) => onChange({ user })}
            onLeave={() => props.onLeave('user')}
          />
          <PasswordField {...props.password} problem={problems.password} isReadOnly={isReadOnly} />
        </>
      )}
    </>
  );
}

function Address({ values, problems, isReadOnly, onChange, onLeave }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  // An accepted correction fills both fields, where it names a port.
  const takeServer = (typed: string): void => {
    const { server, port } = splitHostPort(typed);
    onChange(typed === problems.server?.suggestion && server !== null && port !== null ? { server, port } : { server: typed });
  };
  return (
    <div className={mergeClasses(styles.row, styles.narrow)}>
      <TextField
        label={t('wizard.proxy.server')}
        hint={t('wizard.proxy.serverHint')}
        value={values.server}
        problem={problems.server}
        isReadOnly={isReadOnly}
        onChange={takeServer}
        onLeave={() => onLeave('server')}
      />
      <TextField
        label={t('wizard.proxy.port')}
        hint={t('wizard.proxy.portHint')}
        value={values.port}
        problem={problems.port}
        isReadOnly={isReadOnly}
        isNumber
        onChange={(port) => onChange({ port })}
        onLeave={() => onLeave('port')}
      />
    </div>
  );
}
