/** Choosing the roles that fit an organisation. */
import { Select } from 'antd';
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

export function RoleSelect({ id, value, onChange, kind }: Props) {
  const t = useWords(words);
  const choices = useChoices();
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      disabled={!kind}
      placeholder={kind ? t('rolesNeeded') : t('rolesFirst')}
      value={value ?? []}
      options={kind ? choices(ROLES).filter((one) => fitsIn(kind, one.value)) : []}
      onChange={(roles: Schemas['Role'][]) => onChange?.(roles)}
    />
  );
}
