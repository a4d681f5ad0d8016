/** The full picture, or the small and thrifty one. */
export type PlayedQuality = 'full' | 'saver'
