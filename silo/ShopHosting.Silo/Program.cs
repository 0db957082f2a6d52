using ShopHosting.Frontend;
using ShopHosting.Grains;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Infrastructure.Mail;
using ShopHosting.Infrastructure.Secrets;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Silo;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddDataRoot();
builder.AddJournalLogging();
builder.AddQuietServer();
builder.Services.AddSystemPorts();

var role = builder.Configuration.Role();
if (role.HasFlag(Role.Control))
{
    builder.Services.AddSqlStorage(builder.Configuration);
    builder.Services.AddSecretBox(builder.Configuration);
    builder.Services.AddPanelMail();
    builder.Services.AddDockerWorkerEngines(builder.Configuration.InstallationId());
    builder.Services.AddJoinedWorkers();
    builder.Services.AddShopHostingGrains();
}

builder.AddGrains(role);

if (role.HasFlag(Role.Control))
{
    builder.Services.AddFirstWorkers();
    builder.Services.AddWorkerWatch();
    builder.Services.AddFirstAdministrator();
}

if (role.HasFlag(Role.Web))
{
    builder.Services.AddPageKeys(builder.Configuration);
    builder.Services.AddShopHostingFrontend();
}

if (!role.HasFlag(Role.Worker))
{
    builder.Services.AddReadiness();
}

var app = builder.Build();
if (role.HasFlag(Role.Web))
{
    app.MapShopHostingFrontend();
#if CLUSTER
    app.MapSilos();
#endif
}

app.MapReadiness();
return await Start.RunAsync(app);

/// <summary>For tests that start the whole program.</summary>
public sealed partial class Program;
