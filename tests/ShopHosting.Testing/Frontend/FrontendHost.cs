using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend;

namespace ShopHosting.Testing.Frontend;

/// <summary>The pages on a port of this machine, over a <see cref="FakeInstallation"/>.</summary>
public sealed class FrontendHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private FrontendHost(WebApplication app, FakeInstallation installation)
    {
        this.app = app;
        Installation = installation;
    }

    public FakeInstallation Installation { get; }

    public Uri Address => new(app.Urls.Single());

    /// <summary>The limits of the frontend are wide, unless <paramref name="settings"/> says otherwise.</summary>
    public static async Task<FrontendHost> StartAsync(FakeInstallation? installation = null, IEnumerable<KeyValuePair<string, string?>>? settings = null, string url = "http://127.0.0.1:0")
    {
        installation ??= new FakeInstallation();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Frontend:SignInsPerMinute"] = "1000000",
            ["Frontend:SignUpsPerMinute"] = "1000000",
            ["Frontend:PasswordResetsPerMinute"] = "1000000",
            ["Frontend:AvailabilityChecksPerMinute"] = "1000000",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton<IGrainFactory>(new FakeGrains(installation));
        builder.Services.AddSingleton<IEntropy, SystemEntropy>();
        builder.Services.AddSingleton(installation.Clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddShopHostingFrontend();
        var app = builder.Build();
        app.MapShopHostingFrontend();
        await app.StartAsync();
        return new FrontendHost(app, installation);
    }

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class SystemEntropy : IEntropy
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
