/** A month, `2026-11`, chosen or typed in every browser alike: not all of them know a field for months. */
import { DatePicker } from 'antd';
import dayjs from 'dayjs';

const SHAPE = 'YYYY-MM';

interface Props {
  id?: string;
  label?: string;
  value?: string;
  /** The last month that can be chosen. */
  max?: string;
  onChange?: (month: string) => void;
}

export function MonthField({ id, label, value, max, onChange }: Props) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(max ? { maxDate: dayjs(max) } : {})}
      picker="month"
      format={SHAPE}
      allowClear={false}
      value={value ? dayjs(value) : null}
      style={{ width: '100%', maxWidth: 170 }}
      onChange={(day) => onChange?.(day ? day.format(SHAPE) : '')}
    />
  );
}
