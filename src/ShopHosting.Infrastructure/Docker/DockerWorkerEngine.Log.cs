using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

public sealed partial class DockerWorkerEngine
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {Worker}: container {Container} {Ensured}")]
    private partial void LogEnsured(WorkerId worker, string container, Ensured ensured);
}
