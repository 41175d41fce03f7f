/** What is asked for again once a tenant's plan has changed. */
export const CHANGES = ['/v1/operator/tenants', '/v1/operator/plans', '/v1/operator/usage', '/v1/operator/acts'];
