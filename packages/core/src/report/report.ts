import type { BuiltImage } from '../build/built-image.ts'
import { reportPage } from './page.ts'
import { type ReportOptions, reportData } from './report-data.ts'

/**
 * A report of a built image as one HTML page: size by package and layer, dependencies, components, findings. It needs no
 * network and runs no script. The same image gives the same bytes.
 */
export async function writeReport(built: BuiltImage, options: ReportOptions = {}): Promise<string> {
  return reportPage(await reportData(built, options))
}
