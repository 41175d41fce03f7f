/** Which brand one acts in; a person of several brands switches here. */
import { ShopOutlined, SwapOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Flex } from 'antd';
import { remote, type Schemas } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { useName, useWords } from './language.ts';
import { useSession, useSwitchBrand } from './session.tsx';
import { words } from './words.shell.ts';

export function BrandSwitch() {
  const { me, brand } = useSession();
  const t = useWords(words);
  const name = useName();
  const { message } = App.useApp();
  const turn = useSwitchBrand();
  const looked = remote.useQuery('get', '/v1/tenant', {}, { enabled: Boolean(me.looks_until) });
  const go = (tenantId: string) => {
    const close = message.loading(t('switching'), 0);
    turn(tenantId).catch((error: unknown) => {
      close();
      void message.error(error instanceof Problem ? error.detail : String(error));
    });
  };
  const label = (
    <Flex gap={8} align="center" style={{ minWidth: 0 }}>
      <ShopOutlined />
      <span className="brand">
        <strong>{name(brand ?? looked.data)}</strong>
        {brand && <Within brand={brand} />}
      </span>
    </Flex>
  );
  if (me.brands.length < 2) return <div className="only-brand">{label}</div>;
  const items = me.brands.map((one) => ({
    key: one.tenant_id,
    disabled: one.tenant_id === me.tenant_id || one.state !== 'active',
    label: (
      <>
        <div>{name(one)}</div>
        <Within brand={one} />
      </>
    ),
    onClick: () => go(one.tenant_id),
  }));
  return (
    <Dropdown menu={{ items, selectedKeys: [me.tenant_id] }} trigger={['click']}>
      <Button type="text" className="brand-button" aria-label={`${t('brand')}: ${name(brand)}`}>
        {label}
        <SwapOutlined />
      </Button>
    </Dropdown>
  );
}

/** For which organisation one acts there; the headquarters is the brand itself. */
function Within({ brand }: { brand: Schemas['Brand'] }) {
  return brand.organisation_name === brand.name ? null : <small>{brand.organisation_name}</small>;
}
