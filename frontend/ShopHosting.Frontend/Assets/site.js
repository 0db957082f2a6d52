// On every page: what is beside the components follows this file. Styles may show what needs a script only where scripts run.
document.documentElement.dataset.scripted = "";
