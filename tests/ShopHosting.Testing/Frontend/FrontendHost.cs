using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
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

    /// <summary>Where every page and every other answer is found, such as <c>/stores/{id:store}/logs</c>: what is new is among them by itself.</summary>
    public IReadOnlyList<FrontendRoute> Routes => [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Select(endpoint => new FrontendRoute($"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", endpoint.Metadata.GetMetadata<PageActionDescriptor>()))];

    /// <summary>What the pages' program has of this type.</summary>
    public T Service<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public Uri Address => new(app.Urls.Single());

    /// <summary>The limits of the frontend are wide, unless <paramref name="settings"/> says otherwise; <paramref name="grains"/> may be others than the fakes.</summary>
    public static async Task<FrontendHost> StartAsync(FakeInstallation? installation = null, IEnumerable<KeyValuePair<string, string?>>? settings = null, string url = "http://127.0.0.1:0", IGrainFactory? grains = null)
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
        builder.Services.AddSingleton(grains ?? new FakeGrains(installation));
        builder.Services.AddSingleton<IEntropy, SystemEntropy>();
        builder.Services.AddSingleton(installation.Clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddShopHostingFrontend();
        var app = builder.Build();
        app.MapShopHostingFrontend();
        await app.StartAsync();
        return new FrontendHost(app, installation);
    }

    /// <summary>What a page takes by POST; nothing where it only shows.</summary>
    public async Task<IReadOnlyList<FrontendForm>> FormsAsync(FrontendRoute route)
    {
        var page = await app.Services.GetRequiredService<PageLoader>().LoadAsync(route.Page!, new EndpointMetadataCollection(route.Page!));
        return [.. page.HandlerMethods.Where(handler => handler.HttpMethod == "Post").Select(handler => new FrontendForm(handler.Name ?? "", [.. page.BoundProperties.SelectMany(FieldsOf)]))];
    }

    private static IEnumerable<string> FieldsOf(ParameterDescriptor bound)
        => bound.ParameterType == typeof(string) ? [bound.BindingInfo?.BinderModelName ?? bound.Name] : bound.ParameterType.GetProperties().Where(property => property.CanWrite).Select(property => $"{bound.Name}.{property.Name}");

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class SystemEntropy : IEntropy
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}

/// <param name="Template">As it is routed, with a slash at its begin.</param>
/// <param name="Page">Null for what is no page.</param>
public sealed record FrontendRoute(string Template, PageActionDescriptor? Page);

/// <param name="Handler">Its name; "" for the one without.</param>
/// <param name="Fields">All that is read of what is sent, also what no form of the page has.</param>
public sealed record FrontendForm(string Handler, IReadOnlyList<string> Fields);
