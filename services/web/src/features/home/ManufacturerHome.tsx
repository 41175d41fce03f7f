/** The manufacturer's first page. */
import { Page } from '../../ui/Page.tsx';
import { useSession } from '../../app/session.tsx';

export function ManufacturerHome() {
  const { me } = useSession();
  return <Page title={me.name}>{null}</Page>;
}
