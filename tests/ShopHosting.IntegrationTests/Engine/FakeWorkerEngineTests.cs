namespace ShopHosting.IntegrationTests.Engine;

public sealed class FakeWorkerEngineTests() : WorkerEngineContract(new FakeStage());
