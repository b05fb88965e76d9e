/** Where the page begins: it takes in a sign-in that has just been made, then shows itself. */

import "./session/policy";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/dialogs.css";
import "./styles/place.css";
import "./styles/shell.css";
import "./styles/tree.css";
import { render } from "preact";
import { App } from "./app";
import { Arrived } from "./first_visit/arrived";

const root = document.getElementById("page") as HTMLElement;
render(location.pathname === "/signed-in" ? <Arrived /> : <App />, root);
