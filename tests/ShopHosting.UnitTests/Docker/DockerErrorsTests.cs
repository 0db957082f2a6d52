using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.UnitTests.Docker;

public sealed class DockerErrorsTests
{
    [Theory]
    [InlineData(404, "No such container: web", "docker.missing")]
    [InlineData(404, "No such image: shophosting/web:1", "docker.image-missing")]
    [InlineData(404, "network abc not found", "docker.network-missing")]
    [InlineData(404, "get data: no such volume", "docker.missing")]
    [InlineData(409, "Conflict. The container name \"/web\" is already in use by container \"1f\". You have to remove (or rename) that container to be able to reuse that name.", "docker.name-in-use")]
    [InlineData(409, "network with name net already exists", "docker.name-in-use")]
    [InlineData(409, "removal of container web is already in progress", "docker.removal-in-progress")]
    [InlineData(409, "Container 1f is marked for removal and cannot be \"update\"", "docker.removal-in-progress")]
    [InlineData(409, "Container 1f is not running", "docker.not-running")]
    [InlineData(409, "remove data: volume is in use - [1f]", "docker.in-use")]
    [InlineData(403, "error while removing network: network net id 1f has active endpoints", "docker.in-use")]
    [InlineData(403, "endpoint with name web already exists in network net", "docker.already-attached")]
    [InlineData(403, "Pool overlaps with other one on this address space", "engine.subnet-taken")]
    [InlineData(403, "cannot create network 1f (br-1f): conflicts with network 2f (br-2f): networks have overlapping IPv4", "engine.subnet-taken")]
    [InlineData(500, "driver failed programming external connectivity on endpoint web (1f): Bind for 127.0.0.1:8001 failed: port is already allocated", "engine.port-taken")]
    [InlineData(500, "Address already in use", "engine.address-taken")]
    [InlineData(500, "Error starting userland proxy: listen tcp4 127.0.0.1:8001: bind: address already in use", "engine.port-taken")]
    [InlineData(500, "mkdir /var/lib/docker/overlay2/1f: no space left on device", "engine.no-space")]
    [InlineData(500, "container rootfs is marked read-only", "engine.refused")]
    [InlineData(400, "OCI runtime create failed: exec: \"/nothing\": no such file or directory", "engine.refused")]
    [InlineData(500, "something else", "engine.failed")]
    public void What_docker_says_gets_a_name(int status, string message, string code)
        => DockerErrors.From(status, message).Code.ShouldBe(code);

    [Fact]
    public void A_taken_port_is_told()
        => DockerErrors.From(500, "Bind for 127.0.0.1:8001 failed: port is already allocated").Message.ShouldContain("Port 8001");
}
