/** While nothing is known yet. */
export function Splash() {
  return (
    <div className="splash" aria-busy="true">
      <i />
    </div>
  );
}
