/** A picture of the appliance given away: other apps of a phone take PNG, and none takes SVG. */

/** What is at `address`, as PNG in its own size. */
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

/** Offers it to the phone's other apps where the browser can (over HTTPS alone), else keeps it as a file. */
export async function share(png: Blob, name: string): Promise<void> {
  const file = new File([png], name, { type: png.type });
  // browsers have it over HTTPS alone, whatever the types say
  const canShare = (navigator as Partial<Navigator>).canShare?.({ files: [file] }) ?? false;
  if (canShare) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      // who changes their mind wants no file either
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
