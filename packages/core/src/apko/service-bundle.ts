/** What the entrypoint type `service-bundle` stands for (apko 1.2, `ValidateServiceBundle`). */
export const SERVICE_BUNDLE = {
  type: 'service-bundle',
  command: '/bin/s6-svscan /sv',
  package: 's6',
} as const
