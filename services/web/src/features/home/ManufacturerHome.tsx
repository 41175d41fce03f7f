/** The manufacturer's first page. */
import { BrandToday } from '../claims/handling/BrandToday.tsx';

export function ManufacturerHome() {
  return <BrandToday />;
}
