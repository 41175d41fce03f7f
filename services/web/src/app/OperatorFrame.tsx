/** Around the pages of the platform's operators, who come with a key instead of a session. */
import { Layout } from 'antd';
import { Outlet } from 'react-router';

export function OperatorFrame() {
  return (
    <Layout style={{ minHeight: '100dvh' }}>
      <Outlet />
    </Layout>
  );
}
