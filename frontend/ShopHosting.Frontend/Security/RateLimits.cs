using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Frontend.Security;

/// <summary>How often one network may try what is worth trying often: counted by class of action, and only when something is sent. Assets, events and pages are not counted, but for those that run a command on a worker.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string SignUp = "sign-up";
    public const string PasswordReset = "password-reset";
    public const string Availability = "availability";
    public const string Mails = "mails";
    public const string Logs = "logs";

    /// <summary>Logs that one address reads at the same time: each holds a connection to a worker's engine.</summary>
    private const int LogsAtOnce = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<FrontendOptions>>((limiter, frontend) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = TellWhenAsync;
            limiter.AddPolicy(SignIn, context => PostsOf(context, frontend.Value.SignInsPerMinute));
            limiter.AddPolicy(SignUp, context => PostsOf(context, frontend.Value.SignUpsPerMinute));
            limiter.AddPolicy(PasswordReset, context => PostsOf(context, frontend.Value.PasswordResetsPerMinute));
            limiter.AddPolicy(Logs, context => RateLimitPartition.GetConcurrencyLimiter(VisitorNetwork.Of(context.Connection.RemoteIpAddress), _ => new ConcurrencyLimiterOptions { PermitLimit = LogsAtOnce }));
            limiter.AddPolicy(Availability, context => RequestsOf(context, frontend.Value.AvailabilityChecksPerMinute));
            limiter.AddPolicy(Mails, context => RequestsOf(context, frontend.Value.MailPagesPerMinute));
        });
    }

    private static RateLimitPartition<string> PostsOf(HttpContext context, int limit)
        => HttpMethods.IsPost(context.Request.Method) ? RequestsOf(context, limit) : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> RequestsOf(HttpContext context, int limit)
        => RateLimitPartition.GetFixedWindowLimiter(VisitorNetwork.Of(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = Window });

    private static ValueTask TellWhenAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window;
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var logger = rejected.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RateLimits));
        logger.TooOften(rejected.HttpContext.Request.Path, rejected.HttpContext.Connection.RemoteIpAddress);
        return ValueTask.CompletedTask;
    }
}
