export function DealerHome() {
  return null;
}
