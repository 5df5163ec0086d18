/** The switches that break the built-in deployments; without such deployments there is nothing to see. */

const PATH = "demo/deployments";

/** Shows them as they are at present. */
export async function show() {
  const answer = await fetch(PATH).catch(() => null);
  if (answer?.ok) {
    (await answer.json()).forEach(update);
    document.getElementById("deployments").hidden = false;
  }
}

function update(deployment) {
  const {name, fault, calls} = deployment;
  const part = document.getElementById(`deployment-${name}`) ?? added(name);
  const broken = fault !== "none";
  const select = part.querySelector("select");
  part.classList.toggle("broken", broken);
  part.dataset.fault = fault;
  part.querySelector("[role=switch]").checked = broken;
  if (broken) {
    select.value = fault;
  }
  part.querySelector(".health").textContent = broken ? "broken" : "works";
  part.querySelector(".calls").textContent = `${calls} ${calls === 1 ? "call" : "calls"} so far`;
}

function added(name) {
  const part = document.getElementById("deployment").content.cloneNode(true).querySelector("fieldset");
  const toggle = part.querySelector("[role=switch]");
  const select = part.querySelector("select");
  part.id = `deployment-${name}`;
  part.querySelector("legend").textContent = name;
  toggle.id = `broken-${name}`;
  part.querySelector(".switch label").htmlFor = toggle.id;
  select.id = `fault-${name}`;
  part.querySelector(".fault label").htmlFor = select.id;
  toggle.addEventListener("change", () => fail(name, toggle.checked ? select.value : "none"));
  select.addEventListener("change", () => {
    if (toggle.checked) {
      fail(name, select.value);
    }
  });
  document.getElementById("deployment-list").append(part);
  return part;
}

async function fail(name, fault) {
  const trouble = document.getElementById("deployments-trouble");
  trouble.hidden = true;
  try {
    const answer = await fetch(`${PATH}/${encodeURIComponent(name)}?fault=${encodeURIComponent(fault)}`, {method: "PUT"});
    if (!answer.ok) {
      throw new Error(`${answer.status} ${await answer.text()}`);
    }
    update(await answer.json());
  } catch (error) {
    trouble.textContent = `${name} was not changed: ${error.message}`;
    trouble.hidden = false;
    await show();
  }
}
