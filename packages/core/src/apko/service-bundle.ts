/** The entrypoint type that runs services, and the command that it stands for (apko 1.2, `ValidateServiceBundle`). */
export const SERVICE_BUNDLE = {
  type: 'service-bundle',
  command: '/bin/s6-svscan /sv',
} as const
