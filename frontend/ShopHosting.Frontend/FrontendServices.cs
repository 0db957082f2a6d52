using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Frontend.Api;
using ShopHosting.Frontend.Control;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend;

/// <summary>How the executable takes the pages in. It brings an <c>IGrainFactory</c>, an <c>IEntropy</c> and the key ring of data protection.</summary>
public static class FrontendServices
{
    /// <summary>No form of ours is larger.</summary>
    private const long MaxFormBytes = 64 * 1024;

    /// <summary>For what the executable maps besides.</summary>
    public const string AdministratorPolicy = "administrator";

    public static IServiceCollection AddShopHostingFrontend(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<FrontendOptions, FrontendOptionsValidator>().BindConfiguration(FrontendOptions.Section);
        services.AddSingleton<IValidateOptions<FrontendOptions>, TrustedProxiesValidator>();
        services.AddSingleton<IValidateOptions<FrontendOptions>, ControlSocketValidator>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<FrontendOptions>>(TrustOnlyConfiguredProxies);

        services.AddHttpContextAccessor();
        services.AddScoped<CurrentCustomer>();
        services.AddScoped<CurrentPerson>();
        services.AddScoped<CurrentAdministrator>();
        services.AddSingleton<Assets>();
        services.AddSingleton<AdministratorLinks>();
        services.AddScoped<Fragments>();
        services.AddScoped<AskedEvents>();
        services.AddAuthentication(Door.Customers.Scheme)
            .AddScheme<SessionAuthenticationOptions, SessionAuthentication>(Door.Customers.Scheme, options => options.Door = Door.Customers)
            .AddScheme<SessionAuthenticationOptions, SessionAuthentication>(Door.Administrators.Scheme, options => options.Door = Door.Administrators);
        services.AddAuthorizationBuilder().AddPolicy(AdministratorPolicy,
            policy => policy.AddAuthenticationSchemes(Door.Administrators.Scheme).RequireRole(nameof(PersonRole.Administrator)));
        services.AddRateLimits();
        services.AddCompression();
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.ExceptionHandlingPath = "/error/500";
            options.StatusCodeSelector = StatusOf;
        });
        services.AddHostedService<ControlServer>();
        AddPages(services);
        return services;
    }

    /// <summary>Puts the pages, their middleware and the public API in place; what is mapped besides gets the same headers, limits and error pages.</summary>
    public static WebApplication MapShopHostingFrontend(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<FrontendOptions>>().Value.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseSecurityHeaders();
        app.UseCompression();
        app.UseHsts();
        app.UseExceptionHandler();
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();

        app.Services.GetRequiredService<Assets>().Map(app);
        app.MapRazorPages();
        app.MapAvailability();
        app.MapStoreEvents();
        app.MapStoreLogs();
        app.MapOverviewEvents();
        app.MapWorkerEvents();
        return app;
    }

    private static void AddPages(IServiceCollection services)
    {
        services.Configure<RouteOptions>(options =>
        {
            options.ConstraintMap["store"] = typeof(IdConstraint<StoreId>);
            options.ConstraintMap["account"] = typeof(IdConstraint<AccountId>);
            options.ConstraintMap["worker"] = typeof(IdConstraint<WorkerId>);
        });
        services.AddRazorPages(pages =>
        {
            pages.Conventions.AuthorizeFolder("/Stores");
            pages.Conventions.AuthorizeFolder("/Account");
            pages.Conventions.AuthorizeFolder("/Admin", AdministratorPolicy);
            pages.Conventions.AllowAnonymousToPage("/Admin/SignIn");
            pages.Conventions.AllowAnonymousToPage("/Admin/SetUp");
            pages.Conventions.ConfigureFilter(new RequestSizeLimitAttribute(MaxFormBytes));
        }).ConfigureApplicationPartManager(AddThisAssembly);
        services.Configure<RazorViewEngineOptions>(options =>
        {
            // Components/<Name>/Default.cshtml: a component's class and its markup live side by side.
            options.PageViewLocationFormats.Add("/{0}.cshtml");
            options.ViewLocationFormats.Add("/{0}.cshtml");
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie = new SecureCookieBuilder { Name = "__Host-xsrf", HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
            options.FormFieldName = "xsrf";
        });
    }

    /// <summary>A web project finds this assembly by itself, a test's host does not.</summary>
    private static void AddThisAssembly(ApplicationPartManager parts)
    {
        var assembly = typeof(FrontendServices).Assembly;
        if (parts.ApplicationParts.Any(part => part.Name == assembly.GetName().Name))
        {
            return;
        }

        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
        {
            parts.ApplicationParts.Add(part);
        }
    }

    private static void TrustOnlyConfiguredProxies(ForwardedHeadersOptions headers, IOptions<FrontendOptions> frontend)
    {
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        headers.KnownIPNetworks.Clear();
        headers.KnownProxies.Clear();
        foreach (var proxy in frontend.Value.TrustedProxies)
        {
            if (FrontendOptions.TryParseProxy(proxy, out var network))
            {
                headers.KnownIPNetworks.Add(network);
            }
        }
    }

    /// <summary>A grain that did not answer in time is worth another try; everything else is a bug.</summary>
    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        TimeoutException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
