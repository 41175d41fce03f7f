/** Says all the while that an operator is reading here under a tenant's grant, until when, and how to end it. */
import { EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { heldPass, remote } from '../api/client.ts';
import { useFormat } from '../ui/format.ts';
import { useName, useWords } from './language.ts';
import { useSession } from './session.tsx';
import { words } from './words.shell.ts';

export function Looking() {
  const { me } = useSession();
  const t = useWords(words);
  const name = useName();
  const format = useFormat();
  const tenant = remote.useQuery('get', '/v1/tenant', {}, { enabled: Boolean(me.looks_until) });
  if (!me.looks_until) return null;
  const leave = () => {
    heldPass.drop();
    location.assign('/operator/access');
  };
  return (
    <aside className="looking" aria-label={t('looking')}>
      <span>
        <EyeOutlined />{' '}
        {t('lookingAt', { name: me.name, brand: name(tenant.data), until: format.instant(me.looks_until) })}
      </span>
      <Button size="small" onClick={leave}>
        {t('lookAway')}
      </Button>
    </aside>
  );
}
