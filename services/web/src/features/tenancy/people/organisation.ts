/** Only the people of one organisation, in lists of people. */
import { organisationFilter } from '../../../ui/filtering.tsx';
import { hasPeople } from './roles.ts';

export const ofOrganisation = (label: string) =>
  organisationFilter('organisation_id', {
    name: 'organisation',
    label,
    width: 220,
    fits: ({ kind }) => hasPeople(kind),
  });
