// The light build leaves out alternate audio, subtitles and DRM, none of which we send: 118 KB instead of 186 KB gzipped.
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
