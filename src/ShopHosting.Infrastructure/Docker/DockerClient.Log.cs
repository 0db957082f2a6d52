using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Infrastructure.Docker;

internal sealed partial class DockerClient
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Engine of worker {Worker} at {Address} answers, API {Version}")]
    private partial void LogConnected(WorkerId worker, string address, Version version);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {Worker}: {Call} {Outcome} in {Milliseconds:F1} ms")]
    private partial void LogCalled(WorkerId worker, string call, string outcome, double milliseconds);
}
