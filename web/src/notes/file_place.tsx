/** A file that is not a note: a picture is shown, any other can be had. */

import "../styles/notes.css";
import { useEffect, useState } from "preact/hooks";
import { route } from "../route";
import { moveByName, remove } from "../tree/moves";
import { Icon } from "../ui/icon";
import { save } from "../ui/save";
import { sized } from "../ui/sizes";
import { complain } from "../ui/toast";
import { Waiting } from "../ui/waiting";
import { call } from "../vault/client";
import { sentence } from "../vault/errors";
import { Backlinks } from "./beside";
import { Breadcrumb } from "./breadcrumb";
import { Menu } from "./menu";
import type { Backlink } from "./open_note";
import { fetched } from "./pictures";

interface File {
  blob: Blob;
  type: string;
  url: string;
}

export function FilePlace() {
  const { path } = route.value;
  const [file, setFile] = useState<File | null>(null);
  const [backlinks, setBacklinks] = useState<Backlink[]>([]);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let isOpen = true;
    let url = "";
    setFile(null);
    setTrouble("");
    fetched(path).then(
      ({ blob, type }) => {
        if (!isOpen) return;
        url = URL.createObjectURL(blob);
        setFile({ blob, type, url });
      },
      (error) => isOpen && setTrouble(sentence(error)),
    );
    call<{ backlinks: Backlink[] }>("get_backlinks", { path }).then(
      (linked) => isOpen && setBacklinks(linked.backlinks),
      () => {},
    );
    return () => {
      isOpen = false;
      URL.revokeObjectURL(url);
    };
  }, [path]);
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    <div class="place file-place">
      <header>
        <Breadcrumb path={path} />
        <div class="row">
          <button type="button" class="main" disabled={!file} onClick={() => file && save(file.blob, name)}>
            <Icon name="download" size={16} /> Download
          </button>
          <Menu
            label="More"
            items={[
              { label: "Move or rename", icon: "folder", run: () => void moveByName(path) },
              { label: "Delete", icon: "trash", run: () => void remove(path), isDangerous: true },
            ]}
          />
        </div>
      </header>
      <h1>{name}</h1>
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {!file && !trouble && <Waiting what="Fetching the file" />}
      {file && <Shown file={file} name={name} />}
      <Backlinks backlinks={backlinks} />
    </div>
  );
}

function Shown({ file, name }: { file: File; name: string }) {
  const isPicture = file.blob.type.startsWith("image/");
  return (
    <>
      <p class="soft">
        {file.type}, {sized(file.blob.size)}
      </p>
      {isPicture && <img src={file.url} alt={name} onError={() => complain(new Error(`${name} is no picture.`))} />}
    </>
  );
}
