// The deployment guide's own flow, on nothing but fetch: a Hugging Face token becomes ours, and ours lists the notes.
//
// GUIDE_BASE is the server's origin, GUIDE_TOKEN the Hugging Face token, GUIDE_USER whose notes they are.

const { GUIDE_BASE: base, GUIDE_TOKEN: huggingFaceToken, GUIDE_USER: user_id } = process.env;

const created = await fetch(`${base}/api/auth/create-token`, {
  method: "POST",
  headers: { Authorization: `Bearer ${huggingFaceToken}`, "Content-Type": "application/json" },
  body: JSON.stringify({ user_id }),
});
if (!created.ok) throw new Error(`create-token: ${created.status} ${await created.text()}`);
const { token } = await created.json();

const answered = await fetch(`${base}/mcp`, {
  method: "POST",
  headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
  body: JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "list_notes", arguments: {} },
  }),
});
if (!answered.ok) throw new Error(`list_notes: ${answered.status} ${await answered.text()}`);
const { result } = await answered.json();

console.log(JSON.stringify(result.structuredContent.notes));
