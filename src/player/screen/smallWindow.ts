/** Picture in picture, where the browser has it for videos. */
export interface SmallWindow {
  readonly supported: boolean
  readonly open: boolean
  toggle(): Promise<void>
  /** Closes the window: our veil cannot cover it, and it must not go on showing a picture that has stopped. */
  close(): void
}

/** Picture in picture of this video; `changed` is told when it opens or closes. */
export function smallWindow(video: HTMLVideoElement, changed: (open: boolean) => void): SmallWindow {
  video.addEventListener('enterpictureinpicture', () => changed(true))
  video.addEventListener('leavepictureinpicture', () => changed(false))
  const close = async () => {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture()
  }
  return {
    supported: document.pictureInPictureEnabled === true,
    get open() {
      return document.pictureInPictureElement === video
    },
    async toggle() {
      if (document.pictureInPictureElement === video) await close()
      else await video.requestPictureInPicture()
    },
    close: () => void close().catch(() => {}),
  }
}
