/** Sharing the appliance's pictures: other apps of a phone accept PNG, but not SVG. */

/** The picture at `address` as PNG, in its own size. */
export async function asPng(address: string): Promise<Blob> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"),
  );
}

/** Shares the picture with the phone's other apps where the browser can (HTTPS only), else saves it as a file. */
export async function share(png: Blob, name: string): Promise<void> {
  const file = new File([png], name, { type: png.type });
  // missing without HTTPS, contrary to the types
  const canShare = (navigator as Partial<Navigator>).canShare?.({ files: [file] }) ?? false;
  if (canShare) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      // cancelled by the person, who does not want a file either
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
