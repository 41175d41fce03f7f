/** Choosing the roles that fit an organisation: all are seen, since they are few and one should know them all. */
import { Checkbox, Typography } from 'antd';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { ROLES, useChoices } from '../../../ui/domain.ts';
import { fitsIn } from './roles.ts';
import { words } from './words.ts';

interface Props {
  id?: string;
  value?: Schemas['Role'][];
  onChange?: (roles: Schemas['Role'][]) => void;
  /** The kind of organisation; none while it is not chosen. */
  kind: Schemas['OrganisationKind'] | undefined;
}

export function RoleSelect({ id, value = [], onChange, kind }: Props) {
  const t = useWords(words);
  const choices = useChoices();
  if (!kind) return <Typography.Text type="secondary">{t('rolesFirst')}</Typography.Text>;
  return (
    <div id={id} role="group" aria-label={t('roles')}>
      <Checkbox.Group<Schemas['Role']>
        value={value}
        options={choices(ROLES).filter((one) => fitsIn(kind, one.value))}
        onChange={(roles) => onChange?.(roles)}
      />
    </div>
  );
}
